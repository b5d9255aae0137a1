// What the bell's file has for this one.

export {
  BelfryElement, INBOX_ATTRIBUTES, addIcons, addStrings, announce, define, h, icon, offerRegion,
  safeUrl, set, write,
} from '@belfry/bell'
