/**
 * Vitest's global setup: one throwaway PostgreSQL for the whole run, with one migrated database that
 * `freshDatabase` clones. With TEST_DATABASE_URL (an owner's address of some PostgreSQL) that server is used
 * instead; the databases made there are dropped at the end, its roles stay.
 */
import fs from 'node:fs'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '#server/db/migrate.ts'
import { openDatabaseServer } from '#server/platform/database-server.ts'
import { changeDatabaseUrl } from '#server/platform/database-url.ts'
import { copyCluster } from './cluster-template.ts'
import { throwawayDirectory } from './throwaway.ts'

/** What the tests' processes learn of the cluster. */
export type TestCluster = {
  /** The owner's address of the server. */
  url: string
  /** The migrated database to clone. */
  template: string
  /** Begins the name of every database of this run. */
  prefix: string
}

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = process.env['TEST_DATABASE_URL']
    ? { url: process.env['TEST_DATABASE_URL'], close: async () => undefined }
    : await openThrowaway()
  const prefix = `kt_${process.pid}_`
  const template = `${prefix}template`
  try {
    await asOwner(url, (client) => client.query(`create database ${template}`))
    await migrate(changeDatabaseUrl(url, { database: template }))
  } catch (error) {
    await close()
    throw error
  }
  project.provide('cluster', { url, template, prefix })
  return async () => {
    if (process.env['TEST_DATABASE_URL']) await dropDatabases(url, prefix)
    await close()
  }
}

async function openThrowaway(): Promise<{ url: string; close: () => Promise<void> }> {
  const dataDir = await throwawayDirectory('test')
  await copyCluster(dataDir)
  const server = await openDatabaseServer({ dataDir, durable: false })
  return {
    url: server.url,
    async close() {
      await server.stop()
      fs.rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  await asOwner(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix],
    )
    for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
  })
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
