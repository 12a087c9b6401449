import type { Reason } from '../../model/reason.ts'
import { reasonText } from './reasons.ts'

/** How far what was decided of an account is. */
export const accessWords = {
  undecided: 'nobody decided yet',
  kept: 'kept',
  waits: 'decided, and not done as far as was read',
  done: 'done, as read since',
  untold: 'decided; whether it is done could not be read',
} as const

/** What of the accounts could not be read, and why where that is known. */
export function notReadWords(setting: string, reason: Reason | undefined): string {
  return reason === undefined ? `${setting}.` : `${setting}: ${reasonText[reason]}`
}
