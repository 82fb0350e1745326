/** What is the matter when a question to the database fails: it is away, it is late, or the fault lies elsewhere. */

/** `fault`: the database answered with an error, or the program is wrong. */
export type DatabaseTrouble = 'away' | 'late' | 'fault';

/** Thrown by whoever waited for the database and gave up. */
export class NoAnswerInTime extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${String(milliseconds)} ms`);
    this.name = 'NoAnswerInTime';
  }
}

export function databaseTrouble(error: unknown): DatabaseTrouble {
  if (!(error instanceof Error)) return 'fault';
  const code = 'code' in error ? String(error.code) : '';
  if (AWAY_CODES.test(code) || AWAY_WORDS.test(error.message)) return 'away';
  return error instanceof NoAnswerInTime || code === CANCELED || LATE_WORDS.test(error.message) ? 'late' : 'fault';
}

/** Calls to an EHR wrap the code of the system in an error of their own, so these are the database's. */
const AWAY_CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|57P0[1-3]|08...)$/;

/** Of the drivers, which give these errors no code: a connection that broke, a pool or store that is closed. */
const AWAY_WORDS = /^(Connection terminated|Cannot use a pool after|the store is closed)/;

const CANCELED = '57014';
const LATE_WORDS = /^(timeout exceeded when trying to connect|the embedded database was busy for)/;

/** Rejects with `NoAnswerInTime` where `work` takes longer; the work itself goes on. */
export function inTime<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new NoAnswerInTime(milliseconds));
    }, milliseconds);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
