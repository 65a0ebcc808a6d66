export async function measurePush(): Promise<void> {}
