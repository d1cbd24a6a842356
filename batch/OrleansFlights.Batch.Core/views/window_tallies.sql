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
    /* tally of facts */
FROM facts
GROUP BY GROUPING SETS (
    (origin, destination, window_index), (airline, window_index), (origin, window_index), (destination, window_index), (window_index))
