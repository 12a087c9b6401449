import { z } from 'zod'

/**
 * Why a setting could not be told. Closed: every `unknown` and `not-applicable` carries one of
 * these words.
 */
export const Reason = z.enum([
  'forbidden',
  'not-found',
  'rate-limited',
  'unsupported-plan',
  'malformed',
  'unreachable',
  'timed-out',
  'unauthorized',
  'no-credential',
  'not-readable-by-api',
  'not-asked',
  'never-captured',
  'unsaved',
  'stale',
  'layout-not-recognised',
  'not-shown',
  'does-not-apply',
  'check-error',
  'not-implemented',
])
export type Reason = z.infer<typeof Reason>
