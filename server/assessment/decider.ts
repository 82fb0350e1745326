import type { Decision } from '../../domain/decision/decision.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';

/** Decides with one fixed set of rules. Total: it neither throws nor reads anything but the snapshot. */
export type Decide = (snapshot: Snapshot) => Decision;
