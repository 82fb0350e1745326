// `npm start`: installs and builds if needed, then runs ChairReady and the sandbox EHR until Ctrl-C.
// Node built-ins only, because it must run before anything is installed.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfNeeded } from './build-stamp.mjs';
import { ROOT, installIfNeeded, refuseOldNode } from './install.mjs';
import { takeInPrices } from './sandbox-prices.mjs';

const HOST = '127.0.0.1';
const PATIENCE_MS = 90_000;
const STOP_GRACE_MS = 10_000;
const LINES_OF_LOG_SHOWN = 15;

const children = [];
let stopping = false;

await main();

async function main() {
  refuseOldNode();
  const settings = readSettings();
  await refuseBusyPorts(settings);
  await refuseHeldFolder(settings);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Stopping what runs is a success; interrupting an installation is not.
    process.once(signal, () => stopAll(children.length > 0 ? 0 : 130));
  }
  stopWhenNpmIsGone();
  await installIfNeeded();
  await buildIfNeeded();

  mkdirSync(join(settings.dataDir, 'logs'), { recursive: true, mode: 0o700 });
  const begun = Date.now();
  // The sandbox goes first: it writes down its address, keys and client ids, which ChairReady reads.
  for (const program of programs(settings)) {
    start(program, settings);
    await untilItAnswers(program);
  }
  welcome(settings, Date.now() - begun);
  await takeInPrices(settings);
}

/** npm runs this through a shell, and a shell that is told to end does not pass that on. */
function stopWhenNpmIsGone() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stopAll(0);
  }, 500).unref();
}

function readSettings() {
  const port = portFrom('PORT', 8080);
  const sandboxPort = portFrom('SANDBOX_PORT', 8090);
  if (port === sandboxPort) refuse(`PORT and SANDBOX_PORT are both ${port}; give them different numbers.`);
  // npm changes into the project folder; a relative path is meant from where the user stands.
  const dataDir = resolve(
    process.env.INIT_CWD ?? process.cwd(),
    process.env.CHAIRREADY_DATA ?? join(ROOT, '.chairready'),
  );
  return { port, sandboxPort, dataDir };
}

function portFrom(variable, fallback) {
  const text = process.env[variable];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    refuse(`${variable} is "${text}", which is not a port number from 1 to 65535.`);
  }
  return port;
}

async function refuseBusyPorts({ port, sandboxPort }) {
  const wanted = [
    { variable: 'PORT', port, who: 'ChairReady' },
    { variable: 'SANDBOX_PORT', port: sandboxPort, who: 'the sandbox EHR' },
  ];
  const complaints = [];
  for (const { variable, port: number, who } of wanted) {
    const fault = await whyNotListen(number);
    if (fault === 'EADDRINUSE') {
      complaints.push(
        `Port ${number}, wanted for ${who}, is already in use (is ChairReady running already?). ` +
          `Stop what uses it, or choose another one: ${variable}=${number > 60_000 ? number - 1000 : number + 1000} npm start`,
      );
    } else if (fault !== undefined) {
      complaints.push(
        `Port ${number}, wanted for ${who}, cannot be opened (${fault}). Choose another one with ${variable}.`,
      );
    }
  }
  if (complaints.length > 0) refuse(complaints.join('\n'));
}

/** Undefined if the port is free, else the system's error code. */
function whyNotListen(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code ?? error.message));
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

/** The running server answers on a socket in its data folder; a socket that nobody answers is left from a crash. */
async function refuseHeldFolder({ dataDir }) {
  if (!(await isAnswered(join(dataDir, 'chairready.sock')))) return;
  refuse(
    `The data folder ${dataDir} is in use: ChairReady runs on it already. ` +
      'Stop it, or choose another folder: CHAIRREADY_DATA=other-folder npm start',
  );
}

function isAnswered(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}

function programs({ port, sandboxPort }) {
  return [
    { name: 'The sandbox EHR', command: 'sandbox', log: 'sandbox.log', probe: `http://${HOST}:${sandboxPort}/` },
    { name: 'ChairReady', command: 'serve', log: 'chairready.log', probe: `http://${HOST}:${port}/readyz` },
  ];
}

function start(program, { port, sandboxPort, dataDir }) {
  const logPath = join(dataDir, 'logs', program.log);
  if (existsSync(logPath)) renameSync(logPath, `${logPath}.previous`);
  const log = openSync(logPath, 'a', 0o600);
  const preload = pathToFileURL(join(ROOT, 'scripts', 'stop-with-parent.mjs')).href;
  const process_ = spawn(
    process.execPath,
    ['--import', preload, join(ROOT, 'dist', 'chairready.mjs'), program.command],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: String(port),
        SANDBOX_PORT: String(sandboxPort),
        CHAIRREADY_DATA: dataDir,
        CHAIRREADY_START: '1',
      },
      stdio: ['ignore', log, log, 'ipc'],
      // Its own process group: Ctrl-C reaches only this script, which then stops both in good order.
      detached: true,
    },
  );
  closeSync(log);
  const child = { ...program, process: process_, logPath, gone: false };
  children.push(child);
  process_.on('error', (error) => endedEarly(child, error.message));
  process_.on('exit', (code, signal) => {
    child.gone = true;
    if (!stopping) endedEarly(child, signal === null ? `with exit status ${code}` : `by ${signal}`);
  });
}

function endedEarly(child, how) {
  if (stopping) return;
  console.error(`\n${child.name} ended ${how}. Its last lines (all of them: ${child.logPath}):\n`);
  console.error(lastLines(child.logPath));
  void stopAll(1);
}

function lastLines(path) {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LINES_OF_LOG_SHOWN).join('\n');
}

async function untilItAnswers(program) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!stopping && !(await answers(program.probe))) {
    if (Date.now() > deadline) {
      const child = children.find(({ command }) => command === program.command);
      console.error(`\n${program.name} does not answer at ${program.probe}. Its last lines:\n`);
      console.error(lastLines(child.logPath));
      await stopAll(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Once stopping, nothing more is to be started: wait for the end of the process.
  if (stopping) await new Promise(() => {});
}

function answers(url) {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode < 500);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

function welcome({ port, sandboxPort, dataDir }, elapsed) {
  console.log(`
ChairReady       http://${HOST}:${port}
Sandbox EHR      http://${HOST}:${sandboxPort}     <- begin here
Data and logs    ${dataDir}
Both answered after ${(elapsed / 1000).toFixed(1)} s. Everything in the sandbox is invented; nothing leaves this machine.

What to try first:
  1. Open the sandbox EHR and go to Booking.
  2. Pick the patient whose authorization expires before the third cycle, and a slot after its last day.
  3. Read the card that appears beside the slot, and open its link: the app shows the same finding with its source.

Ctrl-C stops both; the next start keeps the data.
`);
}

/** Stops both programs, the last one started first, and ends this process with the given exit status. */
async function stopAll(exitStatus) {
  if (stopping) return;
  stopping = true;
  await Promise.all([...children].reverse().map(stop));
  process.exit(exitStatus);
}

function stop(child) {
  if (child.gone || child.process.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const tooSlow = setTimeout(() => child.process.kill('SIGKILL'), STOP_GRACE_MS);
    child.process.once('exit', () => {
      clearTimeout(tooSlow);
      resolve();
    });
    child.process.kill('SIGTERM');
  });
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}
