import type { AskPassphrase, Secrets } from '../home/secrets.ts'
import { isProblem } from '../problem.ts'
import type { Context } from './context.ts'

/** Shorter ones are guessed by whoever gets hold of the file. */
const LEAST = 12
const TRIES = 3

/** Asks a person for the passphrase of `secrets.age`; to choose one, twice: what nobody can type again locks out. */
export function askPassphrase(
  context: Pick<Context, 'ask' | 'say' | 'interactive'>,
): AskPassphrase {
  const ask = (question: string): Promise<string | null> => context.ask(question, { hidden: true })
  return async to => {
    if (to === 'open') return ask('Passphrase of secrets.age (not shown): ')
    if (!context.interactive) return null
    context.say(
      'This machine has no keyring: credentials go into secrets.age, encrypted with a passphrase that you choose now. It is asked for whenever they are read, and nobody can tell it to you again.',
    )
    for (;;) {
      const chosen = await ask(`A new passphrase, at least ${LEAST} characters (not shown): `)
      if (!chosen) return null
      if (chosen.length < LEAST) context.say(`That has less than ${LEAST} characters.`)
      else if ((await ask('The same again: ')) === chosen) return chosen
      else context.say('That was not the same.')
    }
  }
}

/**
 * Opens the credentials of an agent before it begins to serve: later nobody sits at its terminal. Where
 * they stay closed, it says what that means.
 * @throws Problem `secrets-unreadable` where a person gave a wrong passphrase too often
 */
export async function unlock(
  context: Pick<Context, 'say' | 'interactive'>,
  secrets: Secrets,
): Promise<void> {
  for (let left = TRIES - 1; ; left--)
    try {
      return await secrets.unlock?.()
    } catch (error) {
      if (!isProblem(error, 'secrets-passphrase', 'secrets-unreadable')) throw error
      const wrong = error.code === 'secrets-unreadable' && context.interactive
      if (wrong && left === 0) throw error
      context.say(error.message)
      if (wrong) continue
      return context.say(
        'Until then no tenant is read and no alert is sent that needs a credential.',
      )
    }
}
