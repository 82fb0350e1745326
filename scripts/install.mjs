// Installs the packages when they are missing or belong to another lockfile or another Node. Node built-ins only.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const STAMP = join(ROOT, 'node_modules', '.chairready-stamp');
const OLDEST_NODE = [20, 19];

/** Ends the process with one plain sentence if this Node cannot run ChairReady. */
export function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(
    `ChairReady needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}. ` +
      'Install a newer Node (https://nodejs.org) and run the same command again.',
  );
  process.exit(1);
}

/** Runs `npm ci --include=dev` unless a stamp says that it succeeded for this lockfile and this Node major. */
export async function installIfNeeded() {
  if (installedStamp() === wantedStamp()) return;
  console.log('Installing packages (about half a minute, once) ...');
  rmSync(STAMP, { force: true });
  const code = await runNpm(['ci', '--include=dev', '--no-fund', '--no-audit']);
  if (code !== 0) {
    console.error('The packages could not be installed; the lines above say why. Is the package registry reachable?');
    process.exit(1);
  }
  writeFileSync(STAMP, wantedStamp());
}

/** Runs a command in the project folder with its output shown; gives its exit code (130 if a signal ended it). */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 130));
  });
}

function runNpm(args) {
  const cli = npmCli();
  return cli === undefined ? run('npm', args) : run(process.execPath, [cli, ...args]);
}

/** The npm that runs this script, or the one beside this Node, so that PATH does not matter. */
function npmCli() {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  return candidates.find((path) => path !== undefined && path.endsWith('npm-cli.js') && existsSync(path));
}

function installedStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

function wantedStamp() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  return `${lock} node${process.versions.node.split('.')[0]}`;
}
