import { messageOf } from './problem.ts'

/**
 * While an agent serves, an error that nobody foresaw ends what it belonged to and not the agent: it is
 * said, with its place, and the agent goes on. Nothing is lost by that, since what is kept is kept in
 * transactions. Before it serves, such an error ends the process, as usual.
 * @param say hears it
 * @returns ends the watch
 */
export function goOnWhateverFails(say: (text: string) => void): () => void {
  const unforeseen = (error: unknown): void => {
    // Who reads what is said went away: to say so would fail again, for ever.
    if (isHangUp(error)) return
    const place = error instanceof Error ? (error.stack?.split('\n')[1] ?? '') : ''
    say(`Something nobody foresaw: ${messageOf(error)}${place && ` (${place.trim()})`}. Going on.`)
  }
  process.on('uncaughtException', unforeseen)
  process.on('unhandledRejection', unforeseen)
  return () => {
    process.off('uncaughtException', unforeseen)
    process.off('unhandledRejection', unforeseen)
  }
}

function isHangUp(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'EIO')
  )
}
