-- How many events each route had: reads "tallies".
SELECT SUBSTRING(view_key, 1, 3) AS origin, SUBSTRING(view_key, 5, 3) AS destination, events AS flight_count
FROM tallies
WHERE dimension = 'route'
ORDER BY flight_count DESC, origin, destination
