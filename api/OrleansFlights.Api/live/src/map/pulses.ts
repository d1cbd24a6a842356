import { breaks } from './geometry';
import type { Theme } from './scene';
import type { View } from './view';

/** What happened on a route. */
export type Happening = 'departed' | 'cancelled' | 'landed' | 'other';

type Pulse = { points: Float32Array; kind: Happening; late: number; born: number };

const lifetime = 1_600;
const most = 250;
const tail = 0.35;

/** Lights that run along arcs while events arrive. When there are more than can be seen, the oldest go. */
export class Pulses {
  #pulses: Pulse[] = [];

  /** @param still Whether lights stand still and fade, for who prefers less motion. */
  constructor(private readonly still: () => boolean) {}

  /** How many there are. */
  get size() {
    return this.#pulses.length;
  }

  /** Lights an arc. */
  add(points: Float32Array, kind: Happening, late: number, born: number) {
    this.#pulses.push({ points, kind, late, born });
    if (this.#pulses.length > most) this.#pulses.splice(0, this.#pulses.length - most);
  }

  /** Puts all out. */
  clear() {
    this.#pulses = [];
  }

  /** Draws those that live at a moment, and drops the rest. */
  draw(context: CanvasRenderingContext2D, view: View, theme: Theme, now: number, width: number, height: number, pixels: number) {
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#pulses = this.#pulses.filter((p) => now - p.born < lifetime);
    context.lineCap = 'round';
    for (const pulse of this.#pulses) {
      const age = (now - pulse.born) / lifetime;
      if (age < 0) continue;
      const colour = pulse.kind === 'cancelled' ? theme.cancelled : pulse.late < 0 ? theme.none : theme.delays[pulse.late]!;
      context.strokeStyle = colour;
      context.fillStyle = colour;
      if (pulse.kind === 'cancelled') drawCross(context, pulse.points, view, age);
      else if (this.still()) drawWhole(context, pulse.points, view, age);
      else drawComet(context, pulse, view, age);
    }
    context.globalAlpha = 1;
  }
}

const screen = (points: Float32Array, i: number, view: View): [number, number] => [points[2 * i]! * view.scale + view.x, points[2 * i + 1]! * view.scale + view.y];

function drawCross(context: CanvasRenderingContext2D, points: Float32Array, view: View, age: number) {
  const [x, y] = screen(points, 0, view);
  const size = 5 + 2 * (1 - age);
  context.globalAlpha = 1 - age ** 3;
  context.lineWidth = 2.5;
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
  context.stroke();
}

function drawWhole(context: CanvasRenderingContext2D, points: Float32Array, view: View, age: number) {
  context.globalAlpha = 0.8 * (1 - age);
  context.lineWidth = 2;
  strokePart(context, points, view, 0, 1);
}

function drawComet(context: CanvasRenderingContext2D, { points, kind }: Pulse, view: View, age: number) {
  const head = Math.min(1, age * (1 + tail));
  const end = Math.max(0, age * (1 + tail) - tail);
  const quiet = kind === 'other';
  context.globalAlpha = (quiet ? 0.35 : 0.95) * (1 - age ** 4);
  context.lineWidth = quiet ? 1.2 : 2.4;
  strokePart(context, points, view, end, head);
  if (quiet) return;
  const [x, y] = screen(points, Math.round((head * (points.length - 2)) / 2), view);
  context.beginPath();
  context.arc(x, y, head < 1 ? 2.4 : 2.4 + 9 * (age - 1 / (1 + tail)), 0, 2 * Math.PI);
  if (head < 1) context.fill();
  else context.stroke();
}

/** Draws the part of a way between two shares of its length. */
function strokePart(context: CanvasRenderingContext2D, points: Float32Array, view: View, from: number, to: number) {
  const last = points.length / 2 - 1;
  const first = Math.floor(from * last);
  const end = Math.min(last, Math.ceil(to * last));
  context.beginPath();
  for (let i = first; i <= end; i++) {
    const [x, y] = screen(points, i, view);
    if (i === first || breaks(points, i)) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
}
