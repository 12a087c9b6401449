import { commandActor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { openSecrets } from '../home/secrets.ts'
import type { OpenHome, OpenOptions } from '../open-agent.ts'
import { loadOperation } from '../operations/index.ts'
import type { Input, OperationName, Output } from '../operations/index.ts'
import type { Progress } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { routes } from '../operations/routes.ts'
import { askAgent } from './client.ts'
import { sayUpgraded } from './context.ts'
import type { Context } from './context.ts'
import { askPassphrase } from './passphrase.ts'

/**
 * Has an operation done: by the agent that holds the home or, where none runs, here. What looks at no
 * record is done here in any case. Shows how far it is.
 * @throws Problem as the operation says, whoever did it
 */
export async function invoke<N extends OperationName>(
  context: Context,
  name: N,
  input: Input<N>,
): Promise<Output<N>> {
  const operation = await loadOperation(name)
  const tell = progressLine(context)
  try {
    if (operation.needs !== 'record') return await looking(context, look => look(name, input, tell))
    const answered = await askAgent(context.home, name, input, tell)
    if (answered) return answered.output
    return await withAgent(context, agent => perform(agent, commandActor(), name, input, tell))
  } finally {
    context.progress('')
  }
}

/** What an operation says that writes nothing. */
export type Look = <N extends OperationName>(
  name: N,
  input: Input<N>,
  tell?: (progress: Progress) => void,
) => Promise<Output<N>>

/**
 * Has operations done that write nothing. The agent that runs is asked what it tells its dashboard, too: it
 * has read what it shows, and whoever opens its record beside it makes it compare all of it anew. One that
 * stops just now, or is of an earlier version, is not asked: the home is opened here, once for all of `work`.
 */
export async function looking<T>(context: Context, work: (look: Look) => Promise<T>): Promise<T> {
  let opened: Promise<OpenHome> | null = null
  try {
    return await work(async (name, input, tell) => {
      const { needs, role } = await loadOperation(name)
      if (needs === 'home' && fitsAddress(name, input)) {
        const asked = askAgent(context.home, name, input, tell ?? (() => undefined))
        const answered = await asked.catch(() => null)
        if (answered) return answered.output
      }
      opened ??= home(context)
      const { agent } = await opened
      // What reads a home is loaded by whoever does.
      const { assertHome } = await import('../open-agent.ts')
      if (needs === 'home') assertHome(agent, role)
      return perform(agent, commandActor(), name, input, tell)
    })
  } finally {
    await (await (opened as Promise<OpenHome> | null))?.close()
  }
}

/** Whether it can be asked for by an address alone. */
function fitsAddress(name: OperationName, input: object): boolean {
  const plain = Object.values(input).every(value => typeof value !== 'object')
  return plain && routes[name]?.startsWith('GET ') === true
}

/** The home opened for looking. */
async function home(context: Context): Promise<OpenHome> {
  const askUnsealed = async () => {
    const asked = askAgent(context.home, 'unsealed', {}, () => undefined)
    // One that stops just now, or is of an earlier version, is not asked: it is compared here.
    return (await asked.catch(() => null))?.output.unsealed ?? null
  }
  const askCredentials = async () => {
    const asked = askAgent(context.home, 'credentials', {}, () => undefined)
    return (await asked.catch(() => null))?.output.items ?? null
  }
  const { openHome } = await import('../open-agent.ts')
  return openHome(context.home, { ...opening(context), askUnsealed, askCredentials })
}

async function withAgent<T>(context: Context, work: (agent: Agent) => Promise<T>): Promise<T> {
  const { openAgent } = await import('../open-agent.ts')
  const open = await openAgent(context.home, opening(context))
  try {
    return await work(open.agent)
  } finally {
    await open.close()
  }
}

/** How commands open a home: its credentials need no lock, so that one can be kept beside an agent. */
export function opening(context: Context): OpenOptions {
  const secrets = openSecrets(context.home, askPassphrase(context))
  return { secrets, onUpgraded: sayUpgraded(context) }
}

/** Twenty cells, what is done now, and how long the rest will take. */
function progressLine(context: Context): (progress: Progress) => void {
  const began = performance.now()
  return ({ done, total, text, notice }) => {
    if (notice) return context.say(text)
    if (total <= 1) return context.progress(text)
    const cells = Math.round((20 * Math.min(done, total)) / total)
    const seconds = (performance.now() - began) / 1000
    const left =
      done > 0 && seconds > 2
        ? `, about ${Math.ceil((seconds / done) * (total - done))} s left`
        : ''
    context.progress(
      `${'▪'.repeat(cells)}${'·'.repeat(20 - cells)} ${text}, ${done} of ${total}${left}`,
    )
  }
}
