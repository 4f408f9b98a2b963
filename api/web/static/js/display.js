// How the page looks, by the reader's choice: applied at once and kept in the cookie that the server reads.

const page = document.documentElement;
const form = document.querySelector('#display form');
const theme = document.getElementById('theme');
const dark = matchMedia('(prefers-color-scheme: dark)');

function chosen() {
  const given = new FormData(form);
  return { theme: given.get('theme'), size: given.get('size'), contrast: given.get('contrast') ?? 'usual', digits: given.get('digits') };
}

function keep(choice) {
  const value = encodeURIComponent(new URLSearchParams(choice).toString());
  document.cookie = `dalil_view=${value}; path=${page.dataset.root}/; max-age=31536000; samesite=lax`;
}

function apply() {
  const choice = chosen();
  const digits = page.dataset.digits;
  keep(choice);
  if (digits !== choice.digits) {
    location.reload(); // the server writes the numbers
    return;
  }
  Object.assign(page.dataset, choice);
  nameTheme();
}

function isDark() {
  return page.dataset.theme === 'dark' || (page.dataset.theme === 'auto' && dark.matches);
}

function nameTheme() {
  const other = isDark() ? 'light' : 'dark';
  const words = theme.dataset[other];
  theme.querySelector('.hidden-text').textContent = words;
  theme.title = words;
}

form.querySelector('[data-apply]').hidden = true;
form.addEventListener('change', apply);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  apply();
});
theme.addEventListener('click', () => {
  form.elements.theme.value = isDark() ? 'light' : 'dark';
  apply();
});
dark.addEventListener('change', nameTheme);
nameTheme();
theme.hidden = false;

// A menu closes with Escape, by a click elsewhere, and when the focus leaves it.
for (const menu of document.querySelectorAll('details.menu')) {
  const close = (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener('pointerdown', close);
  document.addEventListener('focusin', close);
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) {
      menu.open = false;
      menu.querySelector('summary').focus();
      event.stopPropagation();
    }
  });
}
