/** One process at a time: `mkdir` either makes the folder or fails, on every system. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Runs work while no other process runs work under the same path. Waits for one that does, and not for one that died. */
export function withLock<Result>(lock: string, work: () => Result): Result {
  mkdirSync(path.dirname(lock), { recursive: true });
  while (!tryToLock(lock)) Atomics.wait(pause, 0, 0, 100);
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function tryToLock(lock: string): boolean {
  try {
    mkdirSync(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!isHeld(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
  writeFileSync(path.join(lock, 'pid'), String(process.pid));
  return true;
}

/** Whether the process that made a lock lives. One that has not yet said which it is does. */
function isHeld(lock: string): boolean {
  try {
    return isRunning(Number(readFileSync(path.join(lock, 'pid'), 'utf8')));
  } catch {
    return true;
  }
}

/** Whether there is a process of that number. Of 0, none is known. */
export function isRunning(pid: number): boolean {
  try {
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
