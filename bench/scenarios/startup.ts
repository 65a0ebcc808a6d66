export async function measureStartup(): Promise<void> {}
