import { subscribeAll } from './graphql-ws-live.js';

const element = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const behindAfter = 10_000;

const minutes = (delay) => (delay ? `${oneDigit.format(delay.averageMinutes)} min` : '–');

/** Events per second over the last few seconds of messages. */
const recent = [];
function rateOf(events) {
  const now = performance.now();
  recent.push({ now, events });
  while (recent.length > 2 && now - recent[0].now > 5000) recent.shift();
  const seconds = (now - recent[0].now) / 1000;
  return seconds > 0.5 ? (events - recent[0].events) / seconds : null;
}

function showTotals({ totals }) {
  const { events, byStatus, delay } = totals;
  const rate = rateOf(events);
  element('events').textContent = whole.format(events);
  element('rate').textContent = rate === null ? '–' : oneDigit.format(rate);
  element('on-time').textContent = delay ? percent.format(delay.onTime / delay.departures) : '–';
  element('mean-delay').textContent = minutes(delay);
  element('cancelled').textContent = whole.format(byStatus.cancelled);
}

function row(cells) {
  const line = document.createElement('tr');
  cells.forEach((text, index) => {
    const cell = document.createElement(index === 0 ? 'th' : 'td');
    if (index === 0) cell.scope = 'row';
    else cell.className = 'number';
    cell.textContent = text;
    line.append(cell);
  });
  return line;
}

function showRoutes({ topRoutes }) {
  if (topRoutes.length === 0) return;
  element('routes').replaceChildren(
    ...topRoutes.map(({ origin, destination, tally }) =>
      row([
        `${origin} → ${destination}`,
        whole.format(tally.events),
        whole.format(tally.byStatus.departed),
        whole.format(tally.byStatus.cancelled),
        minutes(tally.delay),
      ]),
    ),
  );
}

function showPipeline({ pipeline }) {
  const { partitions, generation, deadLetters, drift, silos, complete } = pipeline;
  const lag = partitions.reduce((sum, p) => sum + p.lag, 0);
  const batch = generation.id > 0 ? `batch generation ${generation.id}, ${whole.format(Math.round(generation.ageSeconds))} s old` : 'no batch generation yet';
  const health = element('health');
  health.classList.toggle('bad', !complete || drift > 0);
  health.textContent = [
    `${whole.format(lag)} records behind`,
    batch,
    `${whole.format(deadLetters)} dead letters`,
    `${silos.length} ${silos.length === 1 ? 'silo' : 'silos'}`,
    drift > 0 ? `the layers differ: drift ${drift}` : 'no drift',
    ...(complete ? [] : ['incomplete: the log was cut off']),
  ].join(' · ');
  element('partitions').replaceChildren(
    ...partitions.map((p) => {
      const item = document.createElement('li');
      item.classList.toggle('behind', p.lag > behindAfter);
      item.textContent = `Partition ${p.partition}: ${whole.format(p.watermark)} of ${whole.format(p.endOffset)}`;
      return item;
    }),
  );
}

const states = { live: 'Live', lost: 'Connection lost; trying again…', connecting: 'Connecting…' };

subscribeAll(
  [
    ['subscription { totals { events byStatus { cancelled } delay { departures onTime averageMinutes } } }', showTotals],
    ['subscription { topRoutes(first: 10) { origin destination tally { events byStatus { departed cancelled } delay { averageMinutes } } } }', showRoutes],
    [
      'subscription { pipeline { partitions { partition endOffset watermark lag } generation { id ageSeconds } deadLetters drift silos { address } complete } }',
      showPipeline,
    ],
  ],
  (state) => {
    element('connection').dataset.state = state;
    element('connection').textContent = states[state];
  },
);
