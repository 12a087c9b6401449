import type { BrowserContext, Frame, Locator, Page } from 'playwright-core'
import type { PagesAgent } from './agent.ts'
import { emptyTally, heardOf, isReadNow, isUntold, judgeAll, judgeNow } from './judge.ts'
import type { Heard, Tally } from './judge.ts'
import { addressOf, isVendors } from './plan.ts'
import type { ControlPlan, PagePlan, Place, Step } from './plan.ts'
import type { Site } from './site.ts'

/** How long a page may take until all that a person sees is known. */
const PATIENCE = 12_000
/** How long after that until it is said of the others that they cannot be told. */
const DOUBT = 9000

export type Stage = {
  readonly context: BrowserContext
  readonly site: Site
  readonly agent: PagesAgent
}

/** Acts out one page's script, with a person's own keys and clicks, and counts what was read. */
export async function actOut(stage: Stage, plan: PagePlan, tally: Tally): Promise<void> {
  const { site } = stage
  const page = await stage.context.newPage()
  page.setDefaultTimeout(20_000)
  const unsaved = new Set<string>()
  const places = new Map<string, Place>()
  const heard = (): readonly Heard[] => heardOf(plan, stage.site.base, stage.agent.captures)
  // Whoever shows somebody else's page must not be read for this tenant at all.
  const placesSeen = (): readonly Place[] => {
    const seen = [...places.values()].map(place => ({ ...place, tenant: 'test' as const }))
    return [...new Map(seen.map(place => [JSON.stringify(place), place])).values()]
  }
  const judged = (into: Tally): Tally => {
    judgeAll(plan, site, heard(), placesSeen(), unsaved, into)
    return into
  }
  try {
    for (const step of plan.steps) {
      if (step.do !== 'expect') {
        await act(stage, plan, page, step)
        continue
      }
      places.set(JSON.stringify(step.place), step.place)
      for (const id of step.unsaved ?? []) unsaved.add(id)
      if (step.what !== 'now') continue
      const wanted = plan.controls.filter(({ expect }) => expect === 'read')
      const end = Date.now() + PATIENCE
      while (
        Date.now() < end &&
        !wanted.every(control => isReadNow(plan, stage.site, heard(), step.place, control))
      )
        await page.waitForTimeout(100)
      const rest = plan.controls.filter(({ expect }) => expect === 'unknown')
      const doubtful = Date.now() + DOUBT
      while (
        Date.now() < doubtful &&
        !rest.every(control => isUntold(heard(), step.place, control))
      )
        await page.waitForTimeout(100)
      judgeNow(plan, stage.site, heard(), step.place, tally)
    }
    // A page whose data are late is not left before they came, and were heard of.
    const limit = Date.now() + PATIENCE
    while (
      plan.timing === 'late' &&
      Date.now() < limit &&
      (!placesSeen().every(place => site.drawn(plan.seed, place).length > 0) ||
        judged(emptyTally()).wrong > 0)
    )
      await page.waitForTimeout(200)
    // What is only read a moment later would be as wrong.
    await page.waitForTimeout(700)
  } finally {
    await page.close()
  }
  await new Promise(resolve => setTimeout(resolve, 200))
  judged(tally)
}

async function act(
  { context, site, agent }: Stage,
  plan: PagePlan,
  page: Page,
  step: Exclude<Step, { do: 'expect' }>,
): Promise<void> {
  switch (step.do) {
    case 'open':
      await inZone(context, page, plan.zone)
      await page.goto(`${site.base}${addressOf(plan, step.place)}`)
      if (await page.evaluate(() => document.hidden)) throw new Error('the page is not in front')
      return
    case 'wait':
      await page.waitForTimeout(step.milliseconds)
      return
    case 'edit':
      for (const id of step.controls) {
        const control = plan.controls.find(item => item.id === id)
        if (control) await change(page, plan, control)
      }
      return
    case 'click':
      await page.locator(buttons[step.what]).first().click()
      return
    case 'address':
      await page.evaluate(by => {
        if (by === 'hash') location.hash = 'more'
        else if (by === 'push-query') history.pushState(null, '', '?draft=1')
        else history.replaceState(null, '', '?draft=1')
      }, step.by)
      return
    case 'elsewhere':
      for (const id of step.controls) {
        const control = plan.controls.find(item => item.id === id)
        if (control) site.change(plan.seed, { tenant: 'test', thing: 'one' }, id, control.next)
      }
      return
    case 'second-tab': {
      const other = await context.newPage()
      await other.goto(page.url())
      await other.waitForTimeout(1500)
      await act({ context, site, agent }, plan, other, { do: 'edit', controls: step.controls })
      // A change must have lasted before it counts.
      await other.waitForTimeout(6500)
      await other.close()
      return
    }
    case 'enter':
      await page.keyboard.press('Enter')
      return
    case 'fill':
      for (const id of step.controls) {
        const next = String(plan.controls.find(item => item.id === id)?.next)
        await page.locator(`[data-c="${id}"]`).evaluate((element, text) => {
          const field = element as HTMLInputElement
          const { prototype } = field.localName === 'input' ? HTMLInputElement : HTMLTextAreaElement
          Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, text)
          for (const type of ['input', 'change'])
            field.dispatchEvent(new Event(type, { bubbles: true, composed: true }))
        }, next)
      }
      return
    case 'look-again':
      if (step.by === 'agent') agent.restart()
      else {
        const session = await context.newCDPSession(page)
        await session.send('ServiceWorker.enable')
        await session.send('ServiceWorker.stopAllWorkers')
        await session.detach()
      }
      return
    case 'leave-and-return':
      await leaveAndReturn(page, `${site.base}/p/0/elsewhere`, step.kept)
      return
    case 'print':
      await page.pdf()
      await page.emulateMedia({ media: 'print' })
      await page.waitForTimeout(3500)
      await page.emulateMedia({ media: 'screen' })
      return
    case 'reload':
      await page.reload()
      return
  }
}

async function inZone(context: BrowserContext, page: Page, zone: string): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setTimezoneOverride', { timezoneId: zone })
}

async function leaveAndReturn(page: Page, to: string, kept: boolean): Promise<void> {
  await page.evaluate(keeping => {
    const told = window as unknown as { kept?: boolean }
    addEventListener('pageshow', event => (told.kept = event.persisted))
    // Whoever listens to this is not kept.
    if (!keeping) addEventListener('unload', () => undefined)
  }, kept)
  await page.goto(to)
  await page.goBack({ waitUntil: 'commit' })
  const isKept = await page.evaluate(() => (window as unknown as { kept?: boolean }).kept === true)
  if (isKept !== kept) throw new Error(`the page was ${isKept ? '' : 'not '}kept`)
}

const buttons = {
  'save': '#save',
  'save-first': '#save-first',
  'take-back': '#take-back',
  'defaults': '#defaults',
  'heading': 'h1',
  'confirm': '#confirm',
  'cancel': '#cancel',
  'undo': '#undo',
  'anchor': '#anchor',
  'other-tab': '#tab-advanced',
  'link': '#link',
  'language': '#language',
  'drawer': '#drawer',
} as const

/** As a person changes it: nothing that a page's own script could do as well. */
async function change(page: Page, { vendor }: PagePlan, control: ControlPlan): Promise<void> {
  const frame: Frame = page.frames().find(item => item.url().includes('/f/')) ?? page.mainFrame()
  const own = frame.locator(`[data-c="${control.id}"]`).first()
  const next = control.options.find(({ value }) => value === control.next)
  if (vendor && isVendors(control)) return changeVendors(frame, control, next?.label ?? '')
  switch (control.kind) {
    case 'checkbox':
    case 'switch':
    case 'pressed':
    case 'odd state':
    case 'odd action':
    case 'rare box':
      return own.click()
    case 'radios':
      return control.variant === 'aria'
        ? own.getByRole('radio', { name: next?.label ?? '', exact: true }).click()
        : control.variant === 'shared-fieldset'
          ? frame.locator(`input[name="${control.id}"][value="${next?.value}"]`).click()
          : own.locator(`input[value="${next?.value}"]`).click()
    case 'select':
      return chooseByKeys(own, control)
    case 'combobox':
      await own.click()
      return frame
        .locator(`#${control.id}-o`)
        .getByRole('option', { name: next?.label ?? '', exact: true })
        .click()
    case 'listbox':
      return own.getByRole('option', { name: next?.label ?? '', exact: true }).click()
    case 'segments':
      return own.getByText(next?.label ?? '', { exact: true }).click()
    case 'multi':
      return own
        .locator('option')
        .first()
        .click({ modifiers: ['ControlOrMeta'] })
    case 'boxes':
      return own.locator('input').first().click()
    case 'chips':
      return own.locator('button').first().click()
    case 'slider':
    case 'date':
      await own.focus()
      return own.press(control.kind === 'date' ? 'ArrowUp' : 'ArrowRight')
    case 'unit':
      return type(own, String(control.next).split(' ')[0] ?? '')
    default:
      return type(own, String(control.next))
  }
}

/** The same in the components of a vendor, whatever they are made of. */
async function changeVendors(frame: Frame, control: ControlPlan, label: string): Promise<void> {
  const own = frame.locator(`[data-f="${control.id}"]`)
  switch (control.kind) {
    case 'radios':
      return own.getByText(label, { exact: true }).first().click()
    case 'text':
      return type(own.locator('input').first(), String(control.next))
    case 'select': {
      const native = own.locator('select:visible')
      if ((await native.count()) > 0) return chooseByKeys(native.first(), control)
      await own.locator('[role=combobox],md-outlined-select').first().click({ force: true })
      const option = frame
        .locator('[role=option]:visible,md-select-option:visible')
        .filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) })
      return option.first().click()
    }
    default:
      return own
        .locator('input[type=checkbox],[role=switch],[role=checkbox],button,md-switch,md-checkbox')
        .first()
        .click({ force: true })
  }
}

async function type(own: Locator, text: string): Promise<void> {
  await own.click()
  await own.press('ControlOrMeta+A')
  await own.pressSequentially(text)
}

async function chooseByKeys(own: Locator, { options, next }: ControlPlan): Promise<void> {
  await own.focus()
  const at = await own.evaluate(element => (element as HTMLSelectElement).selectedIndex)
  const wanted = options.findIndex(({ value }) => value === next)
  for (let i = 0; i < Math.abs(wanted - at); i++)
    await own.press(wanted > at ? 'ArrowDown' : 'ArrowUp')
}
