import { trace } from './geometry';
import type { View } from './view';

/** An airport on the map. */
export type Dot = { code: string; label: string; events: number; x: number; y: number };

/** A route on the map. */
export type Arc = {
  key: string;
  origin: string;
  destination: string;
  events: number;
  cancelled: number;
  /** Mean delay of its departures in minutes; null before the first. */
  delay: number | null;
  /** Class of the delay, -1 for unknown. */
  late: number;
  points: Float32Array;
};

/** What to draw with. */
export type Theme = { sea: string; land: string; border: string; ink: string; halo: string; dot: string; delays: readonly string[]; none: string; cancelled: string };

/** Lines of the map that never change. */
export type Ground = { sphere: Path2D; land: Path2D; borders: Path2D };

/** How busy routes are drawn, by their place among all: the quietest first. */
const weights = [
  { above: 0, width: 0.7, alpha: 0.22 },
  { above: 0.75, width: 0.9, alpha: 0.36 },
  { above: 0.95, width: 1.3, alpha: 0.55 },
  { above: 0.99, width: 2, alpha: 0.8 },
] as const;

/** Arcs put together by how they look, so that thousands are a few strokes. */
export class Layers {
  readonly #paths = new Map<string, { path: Path2D; weight: number; late: number }>();
  readonly dots: readonly Dot[];
  readonly #most: number;

  constructor(
    readonly arcs: readonly Arc[],
    dots: readonly Dot[],
  ) {
    const quietFirst = arcs.toSorted((a, b) => a.events - b.events);
    for (const [place, arc] of quietFirst.entries()) {
      const weight = weights.findLastIndex((w) => (place + 1) / arcs.length > w.above);
      const name = `${weight} ${arc.late}`;
      let layer = this.#paths.get(name);
      if (!layer) this.#paths.set(name, (layer = { path: new Path2D(), weight, late: arc.late }));
      trace(layer.path, arc.points);
    }
    this.dots = dots.toSorted((a, b) => b.events - a.events);
    this.#most = Math.max(1, this.dots[0]?.events ?? 1);
  }

  /** The radius of an airport in pixels: its area tells its traffic. */
  radius(dot: Dot, view: View) {
    return (1.2 + 6.5 * Math.sqrt(dot.events / this.#most)) * Math.min(1.8, Math.max(0.7, Math.sqrt(view.scale / 600)));
  }

  /** Draws ground, routes and airports. */
  draw(context: CanvasRenderingContext2D, ground: Ground | null, view: View, theme: Theme, width: number, height: number, pixels: number) {
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(pixels * view.scale, 0, 0, pixels * view.scale, pixels * view.x, pixels * view.y);
    if (ground) this.#drawGround(context, ground, view, theme);
    const dense = Math.min(1, Math.max(0.35, 500 / Math.max(1, this.arcs.length)) + 0.1);
    for (const { path, weight, late } of [...this.#paths.values()].sort((a, b) => a.weight - b.weight || a.late - b.late)) {
      const { width: line, alpha } = weights[weight]!;
      context.globalAlpha = Math.min(1, weight === 0 ? alpha * dense * 1.6 : alpha);
      context.lineWidth = line / view.scale;
      context.strokeStyle = late < 0 ? theme.none : theme.delays[late]!;
      context.stroke(path);
    }
    context.globalAlpha = 1;
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    this.#drawDots(context, view, theme, width, height);
  }

  #drawGround(context: CanvasRenderingContext2D, ground: Ground, view: View, theme: Theme) {
    context.fillStyle = theme.sea;
    context.fill(ground.sphere);
    context.fillStyle = theme.land;
    context.fill(ground.land);
    context.lineWidth = 0.6 / view.scale;
    context.strokeStyle = theme.border;
    context.stroke(ground.borders);
  }

  #drawDots(context: CanvasRenderingContext2D, view: View, theme: Theme, width: number, height: number) {
    const visible = this.dots.map((dot) => ({ dot, x: dot.x * view.scale + view.x, y: dot.y * view.scale + view.y })).filter((d) => d.x > -20 && d.y > -20 && d.x < width + 20 && d.y < height + 20);
    context.fillStyle = theme.dot;
    context.strokeStyle = theme.halo;
    context.lineWidth = 1;
    for (const { dot, x, y } of visible.toReversed()) {
      context.beginPath();
      context.arc(x, y, this.radius(dot, view), 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    this.#drawLabels(context, visible, view, theme, width);
  }

  #drawLabels(context: CanvasRenderingContext2D, visible: { dot: Dot; x: number; y: number }[], view: View, theme: Theme, width: number) {
    const taken: { x: number; y: number }[] = [];
    context.font = '600 11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeStyle = theme.halo;
    context.fillStyle = theme.ink;
    for (const { dot, x, y } of visible.slice(0, Math.round(width / 14))) {
      if (taken.some((t) => Math.abs(t.x - x) < 40 && Math.abs(t.y - y) < 15)) continue;
      taken.push({ x, y });
      const at = x + this.radius(dot, view) + 3;
      context.strokeText(dot.code, at, y);
      context.fillText(dot.code, at, y);
      if (taken.length >= width / 36) break;
    }
  }

  /** The airport at a point of the screen. */
  dotAt(x: number, y: number, view: View): Dot | null {
    let best: Dot | null = null;
    let nearest = Infinity;
    for (const dot of this.dots) {
      const distance = Math.hypot(dot.x * view.scale + view.x - x, dot.y * view.scale + view.y - y) - this.radius(dot, view);
      if (distance < nearest) [nearest, best] = [distance, dot];
    }
    return nearest < 7 ? best : null;
  }

  /** The route nearest to a point of the screen. */
  arcAt(x: number, y: number, view: View): Arc | null {
    const px = (x - view.x) / view.scale;
    const py = (y - view.y) / view.scale;
    let best: Arc | null = null;
    let nearest = (5 / view.scale) ** 2;
    for (const arc of this.arcs) {
      const p = arc.points;
      for (let i = 2; i < p.length; i += 2) {
        const distance = toSegment(px, py, p[i - 2]!, p[i - 1]!, p[i]!, p[i + 1]!);
        if (distance < nearest || (distance === nearest && best && arc.events > best.events)) [nearest, best] = [distance, arc];
      }
    }
    return best;
  }
}

/** Squared distance of a point to a segment; infinite for one that jumps over the map's edge. */
function toSegment(px: number, py: number, x0: number, y0: number, x1: number, y1: number): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  if (Math.abs(dx) > 0.5) return Infinity;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - x0) * dx + (py - y0) * dy) / length));
  return (x0 + t * dx - px) ** 2 + (y0 + t * dy - py) ** 2;
}
