/** The PGlite file system over a folder of this machine, made to reach the disk when PostgreSQL asks for it. */
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How often PostgreSQL's own fsync calls reached the disk through this file system. */
export interface SyncCounts {
  files: number;
  folders: number;
}

/**
 * `NodeFS` whose `fsync` is real. PGlite's own node file system has none, so that an acknowledged commit
 * lives in the page cache only and a power cut loses it. The engine must also be started without `-F` and with
 * `wal_sync_method=fsync` (its `fdatasync` is compiled to an empty function): see pglite-engine.ts.
 *
 * `Module.NODEFS` is no official surface of PGlite: its version is pinned exactly and a test counts the calls.
 */
export class DurableNodeFs extends NodeFS {
  readonly syncs: SyncCounts = { files: 0, folders: 0 };

  override async init(pg: PGlite, options: EmscriptenOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    const patch = (module: unknown) => {
      makeSyncReal(nodeFsOf(module), this.syncs);
    };
    // The patch runs before the folder is mounted, so that crash recovery at start is synced as well.
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [patch, ...(emscriptenOpts.preRun ?? [])] } };
  }
}

/**
 * Brings everything below `folder` to the disk: what initdb wrote was copied in without the engine's help. One call of
 * the system where `sync` can do a single file system (Linux), file by file elsewhere, which takes a second or two.
 */
export function syncFolderTree(folder: string): void {
  if (spawnSync('sync', ['-f', folder], { stdio: 'ignore' }).status === 0) return;
  syncFileByFile(folder);
}

type EmscriptenOptions = Parameters<NodeFS['init']>[1];

interface FsNode {
  readonly mode: number;
}

interface EmscriptenNodeFs {
  stream_ops: { fsync?: (stream: { readonly nfd?: number; readonly node: FsNode }) => number };
  node_ops: {
    mknod: (parent: FsNode, name: string, mode: number, device: number) => FsNode;
    rename: (node: FsNode, newParent: FsNode, newName: string) => void;
  };
  realPath(node: FsNode): string;
}

function nodeFsOf(module: unknown): EmscriptenNodeFs {
  const found = (module as { NODEFS?: Partial<EmscriptenNodeFs> }).NODEFS;
  if (!found?.stream_ops || !found.node_ops || !found.realPath) {
    throw new Error('this build of PGlite has no NODEFS to make durable; use the pinned version');
  }
  return found as EmscriptenNodeFs;
}

/**
 * PostgreSQL's own fsync of folders gets lost on the way through WebAssembly, so folders in which a file was created
 * or renamed are remembered and synced with the next file: a new log segment is in its folder before the first commit
 * in it is acknowledged.
 */
function makeSyncReal(nodeFs: EmscriptenNodeFs, counts: SyncCounts): void {
  const changedFolders = rememberChangedFolders(nodeFs);
  nodeFs.stream_ops.fsync = (stream) => {
    if (stream.nfd === undefined) changedFolders.add(nodeFs.realPath(stream.node));
    else {
      fdatasyncSync(stream.nfd);
      counts.files += 1;
    }
    for (const folder of changedFolders) {
      changedFolders.delete(folder);
      if (!existsSync(folder)) continue;
      syncPath(folder);
      counts.folders += 1;
    }
    return 0;
  };
}

function rememberChangedFolders(nodeFs: EmscriptenNodeFs): Set<string> {
  const changed = new Set<string>();
  const { mknod, rename } = nodeFs.node_ops;
  nodeFs.node_ops.mknod = (parent, name, mode, device) => {
    changed.add(nodeFs.realPath(parent));
    return mknod(parent, name, mode, device);
  };
  nodeFs.node_ops.rename = (node, newParent, newName) => {
    changed.add(nodeFs.realPath(newParent));
    rename(node, newParent, newName);
  };
  return changed;
}

function syncFileByFile(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncFileByFile(path);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(folder);
}

/** Syncs one file, or the list of names of one folder. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
