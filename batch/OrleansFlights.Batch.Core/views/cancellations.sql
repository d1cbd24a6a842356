-- How many cancellations each airline had: reads "tallies".
SELECT view_key AS airline, cancelled AS cancelled_count
FROM tallies
WHERE dimension = 'airline' AND cancelled > 0
ORDER BY cancelled_count DESC, airline
