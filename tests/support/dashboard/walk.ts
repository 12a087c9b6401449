import { perform } from '../../../agent/operations/perform.ts'
import { tester } from '../actor.ts'
import type { Seeded } from './home.ts'

/** A browser, as who works by keyboard and hears the page has it. */
export type Walker = {
  goto(address: string): Promise<void>
  /** Leads the focus to what the accessibility tree names so, and presses a key there. */
  press(role: Role, name: string, key?: 'Enter' | 'Space'): Promise<void>
  /** The same where browsers call the role otherwise: a summary. */
  open(title: string): Promise<void>
  fill(name: string, value: string): Promise<void>
  back(): Promise<void>
  /** Waits until the live region, as the accessibility tree has it, says so. */
  heard(words: RegExp): Promise<void>
  /** Waits until what has the focus is that in the accessibility tree. */
  focused(role: Role, name: string): Promise<void>
}
export type Role = 'button' | 'checkbox' | 'heading' | 'link'

/** Each action of the dashboard by keyboard: what is heard then, and where the focus is. */
export const walk: readonly (readonly [
  action: string,
  walked: (walker: Walker, seeded: Seeded) => Promise<void>,
])[] = [
  [
    'a scan',
    async walker => {
      await walker.goto('/')
      await walker.press('button', 'Scan now')
      await walker.heard(/^Scanned [^:]+: \d+ findings fail\./)
      await walker.focused('button', 'Scan now')
    },
  ],
  [
    'a filter is taken off, and going back brings it',
    async walker => {
      await walker.goto('/findings?drift=fixed&outcome=pass')
      await walker.press('button', 'Remove filter turned fixed')
      await walker.heard(/^The filter turned is taken off/)
      await walker.focused('heading', 'Findings')
      await walker.back()
      await walker.press('button', 'Remove filter turned fixed')
      await walker.heard(/^The filter turned is taken off/)
    },
  ],
  [
    'a view is saved, and deleted',
    async walker => {
      await walker.goto('/findings?outcome=fail&severity=high')
      await walker.open('Save this view')
      await walker.fill('Name', 'By keyboard')
      await walker.press('button', 'Save')
      await walker.heard(/^The view By keyboard is saved\./)
      await walker.press('button', 'Delete this view')
      await walker.heard(/^The view By keyboard is deleted\./)
      await walker.focused('heading', 'Findings')
    },
  ],
  [
    'a link is followed, and going back leads to it',
    async walker => {
      await walker.goto('/')
      await walker.press('link', 'Connect a browser')
      await walker.press('button', 'Pair a browser')
      await walker.focused('button', 'New code')
      await walker.back()
      await walker.focused('link', 'Connect a browser')
    },
  ],
  [
    'checks are chosen and accepted for a time, and the acceptance is ended',
    async walker => {
      const check = 'Only selected or own Actions run'
      await walker.goto('/findings?group=check&outcome=fail&text=actions')
      await walker.press('checkbox', `Choose ${check}, aurora-labs`, 'Space')
      await walker.focused('checkbox', `Choose ${check}, aurora-labs`)
      await walker.open('Accept the chosen check for a time')
      await walker.fill('Reason', 'By keyboard')
      await walker.fill('Until', '2099-01-01')
      await walker.press('button', 'Accept')
      await walker.heard(/^Accepted until 2099-01-01/)
      await walker.focused('heading', 'Findings')
      await walker.goto('/exceptions')
      await walker.press('button', `End the acceptance of ${check} in aurora-labs`)
      await walker.heard(/^The acceptance has ended/)
      await walker.focused('heading', 'Acceptances')
    },
  ],
  [
    'an access review is begun',
    async walker => {
      await walker.goto('/access')
      await walker.open('Begin a review')
      await walker.fill('Tenant', 'aurora-labs')
      await walker.fill('Its id', 'by-keyboard')
      await walker.fill('Reviewed by', 'Rae Reviews')
      await walker.fill('Until', '2099-01-31')
      await walker.press('button', 'Seal the accounts as they are')
      await walker.heard(/^The review by-keyboard has begun\./)
      await walker.focused('button', 'Seal the accounts as they are')
    },
  ],
  [
    'an owner and a day are sealed',
    async walker => {
      await walker.goto('/non-conformities')
      await walker.open('Two-factor authentication is required of everyone')
      await walker.fill('Repaired by', 'Ada Example')
      await walker.fill('Until', '2099-01-31')
      await walker.press('button', 'Seal')
      await walker.heard(/^Sealed: Ada Example repairs it until 2099-01-31\./)
      await walker.focused('button', 'Seal')
    },
  ],
  [
    'an export is made, and deleted',
    async (walker, { agent }) => {
      await walker.goto('/exports')
      await walker.fill('Format', 'csv')
      await walker.press('button', 'Export')
      await walker.heard(/^The export is being made\./)
      await walker.focused('button', 'Export')
      let [file] = (await perform(agent, tester, 'exports', {})).files
      while (!file) {
        await new Promise(resolve => setTimeout(resolve, 50))
        ;[file] = (await perform(agent, tester, 'exports', {})).files
      }
      await walker.press('button', `Delete ${file.name}`)
      await walker.heard(/ is deleted\.$/)
      await walker.focused('heading', 'On this machine')
    },
  ],
  [
    'a browser is taken back',
    async (walker, { agent }) => {
      await perform(agent, tester, 'pairing-add', {
        name: 'An old laptop',
        origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
        publicKey: 'a key',
      })
      await walker.goto('/connect')
      await walker.press('button', 'Revoke An old laptop')
      await walker.heard(/^An old laptop is revoked\./)
      await walker.focused('heading', 'Browsers')
    },
  ],
  [
    'keys that act alone are turned off, and on',
    async walker => {
      const name = 'Keys act alone (turn it off where speech types them unasked)'
      await walker.goto('/help')
      await walker.press('checkbox', name, 'Space')
      await walker.heard(/^Single keys do nothing/)
      await walker.focused('checkbox', name)
      await walker.press('checkbox', name, 'Space')
    },
  ],
  [
    'the log is verified',
    async walker => {
      await walker.goto('/log')
      await walker.press('button', 'Verify')
      await walker.heard(/\d+ entries under \d+ checkpoints fit together/)
      await walker.focused('button', 'Verify')
    },
  ],
]
