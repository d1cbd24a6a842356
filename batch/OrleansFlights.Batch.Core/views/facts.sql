-- What tallies need of each flight event. Reads "events": the archive's rows up to the cut of a run.
-- A window is a 5-minute bucket of event time, a delay whole seconds, both rounded down: the remainder is made positive before it is
-- taken off, so that the division leaves nothing over. Bucket i of a delay ends, inclusive, at the bound it is compared with.
CREATE OR REPLACE TEMPORARY VIEW facts AS
SELECT origin, destination, airline, window_index, status, delay_seconds,
    CASE
        WHEN delay_seconds IS NULL THEN NULL
        WHEN delay_seconds <= -3600 THEN 0
        WHEN delay_seconds <= -1800 THEN 1
        WHEN delay_seconds <= -900 THEN 2
        WHEN delay_seconds <= -600 THEN 3
        WHEN delay_seconds <= -300 THEN 4
        WHEN delay_seconds <= 0 THEN 5
        WHEN delay_seconds <= 300 THEN 6
        WHEN delay_seconds <= 600 THEN 7
        WHEN delay_seconds <= 900 THEN 8
        WHEN delay_seconds <= 1200 THEN 9
        WHEN delay_seconds <= 1800 THEN 10
        WHEN delay_seconds <= 2700 THEN 11
        WHEN delay_seconds <= 3600 THEN 12
        WHEN delay_seconds <= 5400 THEN 13
        WHEN delay_seconds <= 7200 THEN 14
        WHEN delay_seconds <= 10800 THEN 15
        WHEN delay_seconds <= 14400 THEN 16
        WHEN delay_seconds <= 21600 THEN 17
        WHEN delay_seconds <= 43200 THEN 18
        WHEN delay_seconds <= 86400 THEN 19
        ELSE 20
    END AS bucket
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
