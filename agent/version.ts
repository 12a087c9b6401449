import manifest from '../package.json' with { type: 'json' }

export const version: string = manifest.version

/** A clone runs its sources; what is packed runs what was built of them. */
export const fromClone: boolean = import.meta.url.endsWith('.ts')
