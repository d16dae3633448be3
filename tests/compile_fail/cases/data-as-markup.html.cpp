/* SPDX-License-Identifier: Apache-2.0 */
/* Data that would be written as it is. */
/* EXPECT: (cannot|could not) convert|is not a constant expression */
void write(trace::Html &html, const char *data)
{
	html.write(data);
}
