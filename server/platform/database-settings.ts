/**
 * Settings of the embedded server, written to `keyholder.conf` at every start. `ALTER SYSTEM` still wins, as
 * PostgreSQL reads postgresql.auto.conf last (PostgreSQL 18, §19.1.2).
 */
import fs from 'node:fs'
import os from 'node:os'

export type Listening = { socketDir: string; port: number } | { host: '127.0.0.1'; port: number }

const MIB = 1024 * 1024

/**
 * The text of `keyholder.conf`. Without `durable` a crash of the machine may lose or break the data, which a
 * throwaway cluster for tests can afford. `memoryBytes` is what this machine or container has.
 */
export function databaseSettings(
  listening: Listening,
  {
    durable,
    memoryBytes = availableMemory(),
    walArchive,
  }: { durable: boolean; memoryBytes?: number; walArchive?: string },
): string {
  const mib = (bytes: number) => `${Math.round(bytes / MIB)}MB`
  const settings: Record<string, string> = {
    ...listeningSettings(listening),
    max_connections: '100',
    shared_buffers: mib(clamp(memoryBytes / 8, 64 * MIB, durable ? 512 * MIB : 128 * MIB)),
    effective_cache_size: mib(memoryBytes / 2),
    work_mem: '16MB',
    maintenance_work_mem: mib(clamp(memoryBytes / 32, 64 * MIB, 256 * MIB)),
    // Costs of an SSD; the default of 4 is a spinning disk's, and makes the planner avoid index scans.
    random_page_cost: '1.1',
    // Compiling a plan costs more than it saves in queries of a few milliseconds.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    password_encryption: 'scram-sha-256',
    log_lock_waits: 'on',
    ...(sharedMemoryBytes() < 256 * MIB ? { dynamic_shared_memory_type: 'mmap' } : {}),
    ...(durable ? durableSettings : throwawaySettings),
    ...(walArchive === undefined ? {} : archiveSettings(walArchive)),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quoted(value)}`)
  return [
    '# Written by Keyholder at every start. Put your own settings in with ALTER SYSTEM.',
    ...lines,
    '',
  ].join('\n')
}

/**
 * Who may connect. Over the socket anybody may whom the socket's directory (mode 0700) lets in, and those can
 * read the data files anyway (PostgreSQL 18, §20.3); over TCP the password of the cluster is asked for.
 */
export const hostAccess = [
  '# Written by Keyholder at every start.',
  'local all all trust',
  'local replication all trust',
  'host all all 127.0.0.1/32 scram-sha-256',
  '',
].join('\n')

const listeningSettings = (listening: Listening): Record<string, string> =>
  'socketDir' in listening
    ? {
        listen_addresses: '',
        port: String(listening.port),
        // A list of directories: the double quotes keep commas and spaces inside one.
        unix_socket_directories: `"${listening.socketDir.replaceAll('"', '""')}"`,
        unix_socket_permissions: '0700',
      }
    : { listen_addresses: listening.host, port: String(listening.port), unix_socket_directories: '' }

const durableSettings = {
  checkpoint_timeout: '15min',
  max_wal_size: '2GB',
  wal_compression: 'on',
  // The server's own log: one file a weekday, overwritten a week later, so that it cannot fill the disk.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_min_duration_statement: '1s',
}

/**
 * Each piece of the write-ahead log is copied to `folder` once it is full, or a minute old (PostgreSQL 18, §25.3.1). A copy has its
 * name when it is whole; one that is there already, as a crash right after may leave it, is right if it is the same.
 */
function archiveSettings(folder: string): Record<string, string> {
  const place = `'${folder.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'/%f`
  return {
    archive_mode: 'on',
    archive_timeout: '60s',
    archive_command: `if test -f ${place}; then cmp -s "%p" ${place}; else cp "%p" ${place}.part && sync ${place}.part && mv ${place}.part ${place}; fi`,
  }
}

const throwawaySettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
}

const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** The smaller of the machine's memory and the container's limit. */
function availableMemory(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem()
}

/** Docker gives a container 64 MB of /dev/shm unless asked: too little for a parallel query. */
function sharedMemoryBytes(): number {
  if (process.platform !== 'linux') return Infinity
  try {
    const { blocks, bsize } = fs.statfsSync('/dev/shm')
    return blocks * bsize
  } catch {
    return 0
  }
}
