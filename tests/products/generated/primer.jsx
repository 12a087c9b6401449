/** @jsxImportSource react */
import { run } from '../../e2e/pages/app.ts'
import { reactDrawing } from '../../e2e/pages/libraries/react-drawing.ts'
import {
  BaseStyles,
  Checkbox,
  FormControl,
  Radio,
  RadioGroup,
  Select,
  TextInput,
  ThemeProvider,
  ToggleSwitch,
} from '@primer/react'

run(
  reactDrawing(
    {
      checkbox: ({ label, value, disabled, change }) => (
        <FormControl disabled={disabled}>
          <Checkbox checked={value} onChange={event => change(event.target.checked)} />
          <FormControl.Label>{label}</FormControl.Label>
        </FormControl>
      ),
      switch: ({ id, label, value, disabled, change }) => (
        <>
          <p id={`${id}-l`}>{label}</p>
          <ToggleSwitch
            aria-labelledby={`${id}-l`}
            checked={value}
            disabled={disabled}
            onClick={() => change(!value)}
          />
        </>
      ),
      radios: ({ id, label, options, value, change }) => (
        <RadioGroup name={id} onChange={change}>
          <RadioGroup.Label>{label}</RadioGroup.Label>
          {options.map(option => (
            <FormControl key={option.value}>
              <Radio value={option.value} checked={option.value === value} />
              <FormControl.Label>{option.label}</FormControl.Label>
            </FormControl>
          ))}
        </RadioGroup>
      ),
      select: ({ label, options, value, disabled, change }) => (
        <FormControl disabled={disabled}>
          <FormControl.Label>{label}</FormControl.Label>
          <Select value={value} onChange={event => change(event.target.value)}>
            {options.map(option => (
              <Select.Option key={option.value} value={option.value}>
                {option.label}
              </Select.Option>
            ))}
          </Select>
        </FormControl>
      ),
      text: ({ label, value, disabled, change }) => (
        <FormControl disabled={disabled}>
          <FormControl.Label>{label}</FormControl.Label>
          <TextInput value={value} onChange={event => change(event.target.value)} />
        </FormControl>
      ),
    },
    page => (
      <ThemeProvider>
        <BaseStyles>{page}</BaseStyles>
      </ThemeProvider>
    ),
  ),
)
