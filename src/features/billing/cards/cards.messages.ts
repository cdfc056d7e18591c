import { defineMessages } from '../../../ui/messages.ts'

export const cardsMessages = defineMessages({
  en: {
    title: 'Your card',
    lead: 'The card is typed into Stripe’s own fields; its number never reaches us. Your bank may ask you to confirm. Nothing is charged now.',
    loading: 'Stripe’s fields are loading.',
    save: 'Save this card and go on',
    working: 'One moment.',
    hostedLead: 'Without the fields (no script, or they don’t appear), Stripe has a page of its own for it:',
    hosted: 'Go to Stripe’s page',
    back: 'Back; nothing is kept',
    away: 'Stripe does not answer just now. Nothing was started and nothing was charged; try again in a minute.',
    unfinished:
      'The card was not saved: Stripe or your bank said no, or it was not finished. Nothing was started and nothing was charged.',
    nextPage: 'You give your card on the next page, in Stripe’s own fields; its number never reaches us.',
  },
  ar: {
    title: 'بطاقتك',
    lead: 'تُكتب البطاقة في حقول Stripe نفسها، ولا يصل رقمها إلينا أبدًا. قد يطلب مصرفك تأكيدك. لا يُحصَّل شيء الآن.',
    loading: 'يجري تحميل حقول Stripe.',
    save: 'احفظ هذه البطاقة وتابع',
    working: 'لحظة واحدة.',
    hostedLead: 'بلا هذه الحقول (بلا برنامج نصي، أو إن لم تظهر) لدى Stripe صفحة خاصة لذلك:',
    hosted: 'إلى صفحة Stripe',
    back: 'عودة؛ لا يُحفظ شيء',
    away: 'لا يجيب Stripe الآن. لم يبدأ شيء ولم يُحصَّل شيء؛ حاول من جديد بعد دقيقة.',
    unfinished: 'لم تُحفظ البطاقة: رفضها Stripe أو مصرفك، أو لم يكتمل الأمر. لم يبدأ شيء ولم يُحصَّل شيء.',
    nextPage: 'تعطي بطاقتك في الصفحة التالية في حقول Stripe نفسها، ولا يصل رقمها إلينا أبدًا.',
  },
})
