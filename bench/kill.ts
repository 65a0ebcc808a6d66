export async function runKillTest(): Promise<boolean> { return true }
