/** Where an arrow key leads in the grid of hours: along a line, or to the block of the next line that is nearest. Pure. */
import type { GridBlock, GridRow } from './hours-rows.ts';

/** Undefined: the key is none of the grid, or leads nowhere. */
export function stepFrom(
  key: string,
  isFar: boolean,
  reached: string | undefined,
  rows: readonly GridRow[],
): GridBlock | undefined {
  const lines = rows.flatMap((row) => (row.kind === 'lane' ? [row.blocks] : []));
  const at = lines.findIndex((blocks) => blocks.some(isNamed(reached)));
  const line = lines[at] ?? [];
  const block = line.find(isNamed(reached));
  if (block === undefined) return undefined;
  const place = line.indexOf(block);
  switch (key) {
    case 'ArrowLeft':
      return line[place - 1];
    case 'ArrowRight':
      return line[place + 1];
    case 'ArrowUp':
      return nearest(block, lines[at - 1]);
    case 'ArrowDown':
      return nearest(block, lines[at + 1]);
    case 'Home':
      return (isFar ? lines[0] : line)?.[0];
    case 'End':
      return (isFar ? lines.at(-1) : line)?.at(-1);
    default:
      return undefined;
  }
}

const isNamed =
  (appointment: string | undefined) =>
  ({ visit }: GridBlock): boolean =>
    visit.appointment === appointment;

/** By the middle of its time; of two as near the earlier. */
function nearest(to: GridBlock, blocks: readonly GridBlock[] = []): GridBlock | undefined {
  const distance = (block: GridBlock): number => Math.abs(middleOf(block) - middleOf(to));
  return blocks.toSorted((a, b) => distance(a) - distance(b))[0];
}

const middleOf = ({ hours, room }: GridBlock): number => {
  const { from, until } = hours ?? room;
  return (from + until) / 2;
};
