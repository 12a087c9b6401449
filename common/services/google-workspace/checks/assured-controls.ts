import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const assuredControlsChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.support-access-approval',
    title: 'Access Approvals SHOULD be enabled',
    metric: 'administrator-approval',
    severity: 'medium',
    ...scuba('GWS.ASSUREDCONTROLS.1.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['access-approvals'],
      deviates: 'u.accessApprovals != true',
    }),
    expected: 'Google staff ask for approval in every unit',
    steps: [
      'Select Data > Compliance > Access Approvals.',
      'Check the Require Google staff to request approval before viewing data necessary for support services box.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.support-access-restricted',
    title: 'Agencies SHOULD restrict support access to U.S.-based Google staff only',
    metric: 'privileged-roles-limited',
    severity: 'medium',
    ...scuba('GWS.ASSUREDCONTROLS.1.2v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['support-access-regime'],
      deviates: '!(u.supportAccessRegime in ["US_GOOGLE_STAFF", "CJIS_IRS_1075_GOOGLE_STAFF"])',
    }),
    expected: 'U.S. Google staff, or CJIS and IRS 1075 staff, only',
    steps: [
      'Select Data > Compliance > Access Management.',
      'Select either Access by U.S. Google Staff Only or Access by CJIS-authorized and IRS 1075-authorized Google staff only.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.multi-region-processing-disabled',
    title:
      'Data processing across multiple regions SHOULD be disabled for all Google Workspace products',
    metric: 'data-location-controlled',
    severity: 'medium',
    ...scuba('GWS.ASSUREDCONTROLS.2.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: [
        'multi-region-processing-calendar',
        'multi-region-processing-docs',
        'multi-region-processing-gmail',
        'multi-region-processing-chat',
        'multi-region-processing-meet',
        'multi-region-processing-gemini',
      ],
      deviates:
        'u.multiRegionProcessingCalendar != "DISABLED" || u.multiRegionProcessingDocs != "DISABLED" || u.multiRegionProcessingGmail != "DISABLED" || u.multiRegionProcessingChat != "DISABLED" || u.multiRegionProcessingMeet != "DISABLED" || u.multiRegionProcessingGemini != "DISABLED"',
    }),
    expected: 'Disabled for Calendar, Drive and Docs, Gmail, Chat, Meet and Gemini in every unit',
    steps: [
      'Navigate to Data > Compliance > Data Regions > Advanced Settings.',
      'Select Calendar and choose Disable features that may process data across multiple regions, then click SAVE.',
      'Select Drive Docs and choose Disable features that may process data across multiple regions, then click SAVE.',
      'Select Gmail and choose Disable features that may process data across multiple regions, then click SAVE.',
      'Select Google Chat and classic Hangouts, choose Disable features that may process data across multiple regions, and click SAVE.',
      'Select Google Meet and choose Disable features that may process data across multiple regions, then click SAVE.',
      'Select Gemini app and Gemini in Google Workspace apps, choose Disable features that may process data across multiple regions, and click SAVE.',
    ],
  }),
]
