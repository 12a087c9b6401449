import { config } from 'zod'

// First of all imports: zod compiles its parsers with the Function constructor where it may.
// Extension pages may not, and asking is a violation of their policy that browsers report.
config({ jitless: true })
