const route = `# How many flights DXB→ZRH, now?
query Route {
  route(origin: "DXB", destination: "ZRH") {
    tally {
      events
      byStatus { departed cancelled }
      delay { averageMinutes late: percentileMinutes(p: 0.95) }
    }
    windows(minutes: 60, last: 6) { start tally { events } }
    provenance { generation watermarks { partition offset } }
  }
}
`;

const watch = `# The routes with the most events, live. Press play; press again to stop.
subscription TopRoutes {
  topRoutes(first: 5) {
    origin
    destination
    tally { events }
  }
}
`;

const airports = `# The busiest airports, a page at a time: give endCursor back as after.
query Airports {
  airports(first: 5) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      code
      departures { tally { events delay { averageMinutes } } }
      arrivals { tally { events } }
    }
  }
}
`;

const pipeline = `# How far the events have come.
query Pipeline {
  totals { events }
  pipeline {
    partitions { partition endOffset watermark lag }
    generation { id ageSeconds }
    deadLetters
    drift
    complete
  }
}
`;

const flights = `# Flights by words of their id, airline, airports or aircraft.
query Flights {
  flights(search: "emirates", filter: { route: "DXB-ZRH" }, first: 5) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      status
      scheduledDeparture
      delayMinutes
      aircraft { model registration }
      history { status first }
    }
  }
}
`;

export const examples = [route, watch, airports, flights, pipeline].map((query) => ({ query }));
