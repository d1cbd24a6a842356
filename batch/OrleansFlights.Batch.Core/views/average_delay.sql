-- The average delay of each airline's departures in minutes: reads "tallies".
SELECT view_key AS airline, delay_sum / 60.0 / departures AS average_delay_minutes
FROM tallies
WHERE dimension = 'airline' AND departures > 0
ORDER BY airline
