export declare function seconds(ms: number): string
export declare function bold(text: string): string
export declare function dim(text: string): string
export type Step = { done(note?: string): void; failed(note?: string): void }
export declare function step(text: string): Step
export declare function print(text: string): void
export declare function warn(text: string): void
export declare function printProblem(message: string, advice?: string): void
export declare function printBox(rows: readonly (readonly [label: string, text: string])[]): void
