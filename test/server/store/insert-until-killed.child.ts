/** A process that keeps decisions as fast as it can and names each one only after it was acknowledged. */
import { newDecisionId } from '../../../server/store/decisions.ts';
import { openStore, type StoreOptions } from '../../../server/store/open-store.ts';

const store = await openStore(JSON.parse(process.argv[2] ?? '') as StoreOptions);

async function keepOn(): Promise<never> {
  for (;;) {
    const id = newDecisionId();
    const kept = await store.decisions.keepDecision({
      id,
      tenant: 'clinic',
      token: { iss: 'https://ehr.example', jti: id },
      service: 'infusion-booking',
      hookInstance: id,
      receivedAt: new Date(),
      answeredAt: new Date(),
      today: '2026-11-21',
      role: 'scheduler',
      decision: JSON.stringify({ id }),
      snapshot: JSON.stringify({ id, pad: id.repeat(100) }),
      rulesVersion: '0'.repeat(64),
      cards: [],
    });
    if (kept.ok) process.stdout.write(`${id}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, keepOn));
