/** The growth of the work of a line, as a picture: both axes are logarithmic, so what is level does not grow. */
import { exponentOf, microsecondsPerLine, rises, titleOf } from './growth-table';
import type { GrowthRow } from './measure-growth';

const size = { width: 960, height: 560 };
/** Room for the labels of the lines is on the right. */
const plot = { left: 64, right: 600, top: 64, bottom: 500 };
const labelHeight = 17;

const styles = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 16px; font-weight: 600; }
    .quiet { fill: #59636e; }
    .grid { stroke: #d1d9e0; stroke-width: 1; }
    .line { fill: none; stroke: #8c959f; stroke-width: 1.5; stroke-linejoin: round; }
    .lead { stroke: #8c959f; stroke-width: 0.75; fill: none; }
    .rises { stroke: #bc4c00; }
    .mixture { stroke: #0969da; stroke-width: 3; }
    text.rises { fill: #953800; stroke: none; }
    text.mixture { fill: #0550ae; stroke: none; font-weight: 600; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .quiet { fill: #9198a1; }
      .grid { stroke: #3d444d; }
      .line, .lead { stroke: #656c76; }
      .rises { stroke: #f0883e; }
      .mixture { stroke: #58a6ff; }
      text.rises { fill: #ffa657; }
      text.mixture { fill: #79c0ff; }
    }`;

/** The chart as the text of an SVG file, light or dark as its reader is. */
export function growthChart(rows: readonly GrowthRow[]): string {
  const drawn = rows.filter(({ points }) => points.length > 1);
  const points = drawn.flatMap((row) => row.points);
  const x = scale(
    points.map(({ lines }) => lines),
    plot.left,
    plot.right,
  );
  const y = scale(points.map(microsecondsPerLine), plot.bottom, plot.top);

  const lines = drawn.map((row) => {
    const path = row.points.map((point) => `${fixed(x.at(point.lines))},${fixed(y.at(microsecondsPerLine(point)))}`);
    return `<polyline class="line ${classOf(row)}" points="${path.join(' ')}"/>`;
  });
  const ends = drawn.flatMap((row) => {
    const last = row.points.at(-1);
    return last ? [{ row, x: x.at(last.lines), y: y.at(microsecondsPerLine(last)) }] : [];
  });
  const labels = apart(ends).map(
    ({ row, x: fromX, y: fromY, labelY }) =>
      `<path class="lead" d="M${fixed(fromX)},${fixed(fromY)} L${plot.right + 8},${fixed(labelY)} h6"/>` +
      `<text class="${classOf(row)}" x="${plot.right + 18}" y="${fixed(labelY + 4)}">${escaped(titleOf(row))}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="title desc">
  <title id="title">Rule time of a line of code, by the lines of the file</title>
  <desc id="desc">Level lines do not grow with the file. ${escaped(described(drawn))}</desc>
  <style>${styles}
  </style>
  <text class="title" x="${plot.left}" y="24">Rule time of a line of code (µs), by the lines of the file</text>
  <text class="quiet" x="${plot.left}" y="44">All rules, the file alone. Level: linear. Orange: the time grows faster than the file.</text>
  ${[...y.ticks.map((tick) => `<path class="grid" d="M${plot.left},${fixed(y.at(tick))} H${plot.right}"/><text class="quiet" text-anchor="end" x="${plot.left - 8}" y="${fixed(y.at(tick) + 4)}">${tick.toLocaleString('en')}</text>`), ...x.ticks.map((tick) => `<path class="grid" d="M${fixed(x.at(tick))},${plot.top} V${plot.bottom}"/><text class="quiet" text-anchor="middle" x="${fixed(x.at(tick))}" y="${plot.bottom + 20}">${tick.toLocaleString('en')}</text>`)].join('\n  ')}
  <text class="quiet" text-anchor="middle" x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 44}">lines</text>
  ${[...lines, ...labels].join('\n  ')}
</svg>
`;
}

const classOf = (row: GrowthRow): string => (row.count === undefined ? 'mixture' : rises(row) ? 'rises' : '');

const described = (rows: readonly GrowthRow[]): string =>
  rows.map((row) => `${titleOf(row)}: exponent ${exponentOf(row).toFixed(1)}.`).join(' ');

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** A logarithmic scale, with a tick at each power of ten in its range. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const ticks: number[] = [];
  for (let power = Math.ceil(low); power <= Math.floor(high); power++) ticks.push(10 ** power);
  return { ticks, at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from) };
}

/** Moves labels so that none lies on another, from the top to the bottom and back up where the room ends. */
function apart<End extends { readonly y: number }>(ends: readonly End[]): (End & { labelY: number })[] {
  const placed = [...ends].sort((a, b) => a.y - b.y).map((end) => ({ ...end, labelY: end.y }));
  let least = plot.top;
  for (const label of placed) {
    label.labelY = Math.max(label.labelY, least);
    least = label.labelY + labelHeight;
  }
  let most = plot.bottom + 40;
  for (const label of placed.reverse()) {
    label.labelY = Math.min(label.labelY, most);
    most = label.labelY - labelHeight;
  }
  return placed;
}

const fixed = (value: number): string => value.toFixed(1);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
