import { defineConfig } from 'vitest/config';

/** Every test file belongs to exactly one project; what no other project claims is a unit test. */
const FOLDERS = {
  server: ['test/server/**/*.test.{ts,tsx}', 'test/bin/**/*.test.{ts,tsx}'],
  architecture: ['test/architecture/**/*.test.ts'],
  story: ['test/story/**/*.test.ts'],
  interop: ['test/interop/**/*.test.ts'],
  e2e: ['test/e2e/**/*.test.ts'],
};

// Long random suites run at this share of their full size; `npm run test:deep` sets it to 1.
const env = {
  CHAIRREADY_DEEP: process.env['CHAIRREADY_DEEP'] ?? '0.02',
  CHAIRREADY_SEED: process.env['CHAIRREADY_SEED'] ?? String(Date.now() % 2_147_483_647),
};

export default defineConfig({
  test: {
    // Two cores are the smallest machine this must be pleasant on.
    maxWorkers: 2,
    env,
    // What is polled for comes when the machine has time for it; a second is short on a busy one.
    expect: { poll: { timeout: 15_000 } },
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: Object.values(FOLDERS).flat(),
          // Pure code: workers are shared between files, which saves loading the modules again for each.
          pool: 'threads',
          isolate: false,
          testTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: FOLDERS.server,
          globalSetup: ['test/support/postgres.global-setup.ts'],
          pool: 'forks',
          // Loading the modules again for each file would cost a third of the time.
          isolate: false,
          // These wait for disks, child processes and clocks as much as they compute.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'architecture',
          include: FOLDERS.architecture,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: { name: 'story', include: FOLDERS.story, testTimeout: 60_000, sequence: { groupOrder: 3 } },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          include: FOLDERS.interop,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          // Each file has a browser and servers of its own, which use more than one processor at times.
          name: 'e2e',
          include: FOLDERS.e2e,
          globalSetup: ['test/support/postgres.global-setup.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
