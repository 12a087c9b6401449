/** @jsxImportSource react */
import { run } from '../../e2e/pages/app.ts'
import { reactDrawing } from '../../e2e/pages/libraries/react-drawing.ts'
import {
  Checkbox,
  Dropdown,
  Field,
  FluentProvider,
  Input,
  Option,
  Radio,
  RadioGroup,
  Switch,
  webLightTheme,
} from '@fluentui/react-components'

run(
  reactDrawing(
    {
      checkbox: ({ label, value, disabled, change }) => (
        <Checkbox
          checked={value}
          label={label}
          disabled={disabled}
          onChange={(_, data) => change(data.checked)}
        />
      ),
      switch: ({ label, value, disabled, change }) => (
        <Switch
          checked={value}
          label={label}
          disabled={disabled}
          onChange={(_, data) => change(data.checked)}
        />
      ),
      radios: ({ label, options, value, change }) => (
        <Field label={label}>
          <RadioGroup value={value} onChange={(_, data) => change(data.value)}>
            {options.map(option => (
              <Radio key={option.value} value={option.value} label={option.label} />
            ))}
          </RadioGroup>
        </Field>
      ),
      select: ({ label, options, value, disabled, change }) => (
        <Field label={label}>
          <Dropdown
            disabled={disabled}
            value={options.find(option => option.value === value)?.label ?? ''}
            selectedOptions={[value]}
            onOptionSelect={(_, data) => change(data.optionValue)}
          >
            {options.map(option => (
              <Option key={option.value} value={option.value}>
                {option.label}
              </Option>
            ))}
          </Dropdown>
        </Field>
      ),
      text: ({ label, value, disabled, change }) => (
        <Field label={label}>
          <Input value={value} disabled={disabled} onChange={(_, data) => change(data.value)} />
        </Field>
      ),
    },
    page => <FluentProvider theme={webLightTheme}>{page}</FluentProvider>,
  ),
)
