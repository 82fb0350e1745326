// Files with secrets in them: readable by their owner only, and whole or absent.
import { renameSync, writeFileSync } from 'node:fs';

export function writePrivateFile(file: string, content: unknown): void {
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(beside, file);
}
