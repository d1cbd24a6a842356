-- What tallies need of each flight event. Reads "events": the archive's rows up to the cut of a run.
-- A window is a 5-minute bucket of event time, a delay whole seconds, both rounded down: the remainder is made positive before it is
-- taken off, so that the division leaves nothing over. The comments in place of columns are replaced by
-- what the program's list of measures says.
CREATE OR REPLACE TEMPORARY VIEW facts AS
SELECT origin, destination, airline, window_index, status, delay_seconds,
    /* bucket of delay_seconds */ AS bucket
FROM (
    SELECT origin, destination, airline, status,
        CAST((event_time - ((event_time % 300000000) + 300000000) % 300000000) / 300000000 AS INT) AS window_index,
        CASE WHEN status = 'departed' AND actual_departure IS NOT NULL THEN CAST(
            ((actual_departure - scheduled_departure)
                - (((actual_departure - scheduled_departure) % 1000000) + 1000000) % 1000000) / 1000000 AS INT)
        END AS delay_seconds
    FROM events
    WHERE valid
) AS flights;
