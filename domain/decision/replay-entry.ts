import type { Written } from '../kernel/exact-json.ts';
import { readBack, write } from '../kernel/exact-json.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import type { Decision } from './decision.ts';
import { decide } from './decide.ts';
import { ruleBook } from './rule-book.ts';

/**
 * The door of the self-contained bundle that is kept beside the decisions it made: snapshot text in, decision text out,
 * so that a replay years later needs nothing else of today's program.
 */
export const decideText = (snapshotText: Written<Snapshot>, rules: string): Written<Decision> =>
  write(decide(ruleBook, readBack(snapshotText), rules));
