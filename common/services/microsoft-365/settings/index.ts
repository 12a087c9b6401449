import { consoleSettings } from '../../../capture/console-page.ts'
import type { Setting } from '../../../model/setting.ts'
import { consolePages } from '../recipes/pages.ts'
import { sharepointSettings, teamsSettings } from './collaboration.ts'
import { defenderSettings } from './defender.ts'
import { entraSettings } from './entra.ts'
import { exchangeSettings } from './exchange.ts'
import { powerSettings } from './power.ts'

export const settings: readonly Setting[] = [
  ...entraSettings,
  ...defenderSettings,
  ...exchangeSettings,
  ...sharepointSettings,
  ...teamsSettings,
  ...powerSettings,
  ...consoleSettings(consolePages),
]
