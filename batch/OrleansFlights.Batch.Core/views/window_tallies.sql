-- One tally per view and window: reads "facts", gives "window_tallies". Each event counts in its five views.
SELECT
    CASE
        WHEN GROUPING(airline) = 0 THEN 'airline'
        WHEN GROUPING(origin) = 0 AND GROUPING(destination) = 0 THEN 'route'
        WHEN GROUPING(origin) = 0 THEN 'departures'
        WHEN GROUPING(destination) = 0 THEN 'arrivals'
        ELSE 'total'
    END AS dimension,
    CASE
        WHEN GROUPING(airline) = 0 THEN airline
        WHEN GROUPING(origin) = 0 AND GROUPING(destination) = 0 THEN CONCAT(origin, '-', destination)
        WHEN GROUPING(origin) = 0 THEN origin
        WHEN GROUPING(destination) = 0 THEN destination
        ELSE 'all'
    END AS view_key,
    window_index,
    COUNT(*) AS events,
    COUNT(CASE WHEN status = 'scheduled' THEN 1 END) AS scheduled,
    COUNT(CASE WHEN status = 'boarding' THEN 1 END) AS boarding,
    COUNT(CASE WHEN status = 'departed' THEN 1 END) AS departed,
    COUNT(CASE WHEN status = 'delayed' THEN 1 END) AS delayed,
    COUNT(CASE WHEN status = 'cancelled' THEN 1 END) AS cancelled,
    COUNT(CASE WHEN status = 'landed' THEN 1 END) AS landed,
    COUNT(CASE WHEN status = 'diverted' THEN 1 END) AS diverted,
    COUNT(delay_seconds) AS departures,
    CAST(SUM(CAST(delay_seconds AS BIGINT)) AS BIGINT) AS delay_sum,
    MIN(delay_seconds) AS delay_min,
    MAX(delay_seconds) AS delay_max,
    COUNT(CASE WHEN delay_seconds <= 900 THEN 1 END) AS on_time,
    COUNT(CASE WHEN bucket = 0 THEN 1 END) AS delay_00, COUNT(CASE WHEN bucket = 1 THEN 1 END) AS delay_01, COUNT(CASE WHEN bucket = 2 THEN 1 END) AS delay_02,
    COUNT(CASE WHEN bucket = 3 THEN 1 END) AS delay_03, COUNT(CASE WHEN bucket = 4 THEN 1 END) AS delay_04, COUNT(CASE WHEN bucket = 5 THEN 1 END) AS delay_05,
    COUNT(CASE WHEN bucket = 6 THEN 1 END) AS delay_06, COUNT(CASE WHEN bucket = 7 THEN 1 END) AS delay_07, COUNT(CASE WHEN bucket = 8 THEN 1 END) AS delay_08,
    COUNT(CASE WHEN bucket = 9 THEN 1 END) AS delay_09, COUNT(CASE WHEN bucket = 10 THEN 1 END) AS delay_10, COUNT(CASE WHEN bucket = 11 THEN 1 END) AS delay_11,
    COUNT(CASE WHEN bucket = 12 THEN 1 END) AS delay_12, COUNT(CASE WHEN bucket = 13 THEN 1 END) AS delay_13, COUNT(CASE WHEN bucket = 14 THEN 1 END) AS delay_14,
    COUNT(CASE WHEN bucket = 15 THEN 1 END) AS delay_15, COUNT(CASE WHEN bucket = 16 THEN 1 END) AS delay_16, COUNT(CASE WHEN bucket = 17 THEN 1 END) AS delay_17,
    COUNT(CASE WHEN bucket = 18 THEN 1 END) AS delay_18, COUNT(CASE WHEN bucket = 19 THEN 1 END) AS delay_19, COUNT(CASE WHEN bucket = 20 THEN 1 END) AS delay_20
FROM facts
GROUP BY GROUPING SETS (
    (origin, destination, window_index), (airline, window_index), (origin, window_index), (destination, window_index), (window_index))
