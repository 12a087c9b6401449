/** How far what was decided of an account is. */
export const accessWords = {
  undecided: 'nobody decided yet',
  kept: 'kept',
  waits: 'decided, and not done as far as was read',
  done: 'done, as read since',
  untold: 'decided; whether it is done could not be read',
} as const
