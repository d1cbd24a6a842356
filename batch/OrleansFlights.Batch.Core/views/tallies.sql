-- One tally per view: reads "window_tallies", gives "tallies". Tallies add up, so this is the sum of a view's windows.
SELECT
    dimension,
    view_key,
    /* sum of tallies */
FROM window_tallies
GROUP BY dimension, view_key
