-- One tally per view: reads "window_tallies", gives "tallies". Tallies add up, so this is the sum of a view's windows.
SELECT
    dimension,
    view_key,
    CAST(SUM(events) AS BIGINT) AS events,
    CAST(SUM(scheduled) AS BIGINT) AS scheduled,
    CAST(SUM(boarding) AS BIGINT) AS boarding,
    CAST(SUM(departed) AS BIGINT) AS departed,
    CAST(SUM(delayed) AS BIGINT) AS delayed,
    CAST(SUM(cancelled) AS BIGINT) AS cancelled,
    CAST(SUM(landed) AS BIGINT) AS landed,
    CAST(SUM(diverted) AS BIGINT) AS diverted,
    CAST(SUM(departures) AS BIGINT) AS departures,
    CAST(SUM(delay_sum) AS BIGINT) AS delay_sum,
    MIN(delay_min) AS delay_min,
    MAX(delay_max) AS delay_max,
    CAST(SUM(on_time) AS BIGINT) AS on_time,
    CAST(SUM(delay_00) AS BIGINT) AS delay_00, CAST(SUM(delay_01) AS BIGINT) AS delay_01, CAST(SUM(delay_02) AS BIGINT) AS delay_02,
    CAST(SUM(delay_03) AS BIGINT) AS delay_03, CAST(SUM(delay_04) AS BIGINT) AS delay_04, CAST(SUM(delay_05) AS BIGINT) AS delay_05,
    CAST(SUM(delay_06) AS BIGINT) AS delay_06, CAST(SUM(delay_07) AS BIGINT) AS delay_07, CAST(SUM(delay_08) AS BIGINT) AS delay_08,
    CAST(SUM(delay_09) AS BIGINT) AS delay_09, CAST(SUM(delay_10) AS BIGINT) AS delay_10, CAST(SUM(delay_11) AS BIGINT) AS delay_11,
    CAST(SUM(delay_12) AS BIGINT) AS delay_12, CAST(SUM(delay_13) AS BIGINT) AS delay_13, CAST(SUM(delay_14) AS BIGINT) AS delay_14,
    CAST(SUM(delay_15) AS BIGINT) AS delay_15, CAST(SUM(delay_16) AS BIGINT) AS delay_16, CAST(SUM(delay_17) AS BIGINT) AS delay_17,
    CAST(SUM(delay_18) AS BIGINT) AS delay_18, CAST(SUM(delay_19) AS BIGINT) AS delay_19, CAST(SUM(delay_20) AS BIGINT) AS delay_20
FROM window_tallies
GROUP BY dimension, view_key
