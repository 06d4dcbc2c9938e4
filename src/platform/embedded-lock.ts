import { stat, unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The process that holds a directory; `isBrief` when it is a command that ends by itself. */
export interface DirectoryHolder {
  pid: number;
  isBrief: boolean;
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes `directory` for this process, or answers who has it.
 * The lock is a listening socket: the kernel gives it to one process only and takes it back
 * however that process ends, so that a kill -9 never leaves a stale lock behind.
 */
export async function takeDirectoryLock(
  directory: string,
  self: DirectoryHolder,
): Promise<{ lock: DirectoryLock } | { holder: DirectoryHolder }> {
  const address = await lockAddress(directory);
  for (;;) {
    const server = await listen(address, JSON.stringify(self));
    if (server) return { lock: { release: () => close(server) } };
    const holder = await askHolder(address);
    if (holder) return { holder };
  }
}

async function lockAddress(directory: string): Promise<string> {
  const { dev, ino } = await stat(directory, { bigint: true });
  const name = `quittance-${dev}-${ino}`;
  // Linux has names outside the file system, which vanish with their process.
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string, greeting: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.end(greeting);
    });
    server.unref();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen({ path: address, exclusive: true }, () => resolve(server));
  });
}

/** Undefined when the holder has just gone. */
async function askHolder(address: string): Promise<DirectoryHolder | undefined> {
  try {
    const holder: DirectoryHolder = JSON.parse(await readAll(address));
    return holder;
  } catch {
    if (!address.startsWith("\0")) await unlink(address).catch(() => undefined);
    return undefined;
  }
}

function readAll(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect({ path: address });
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(text));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
