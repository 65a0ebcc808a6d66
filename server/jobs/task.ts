/** A job's work. It may run more than once, and must then change nothing more. */
export type Task = (payload: unknown) => Promise<void>
