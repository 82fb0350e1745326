// Loaded before the program: its clock on the wall jumps by as many milliseconds as its parent says. The steady clock
// (performance.now, timers) goes on as a real machine's does.
const Real = globalThis.Date;
let shift = 0;
process.on('message', (message) => {
  if (typeof message?.shiftMs !== 'number') return;
  shift = message.shiftMs;
  process.send({ shifted: shift });
});
globalThis.Date = class extends Real {
  constructor(...written) {
    if (written.length === 0) super(Real.now() + shift);
    else super(...written);
  }
  static now() {
    return Real.now() + shift;
  }
};
