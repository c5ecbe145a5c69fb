"""Configuration for the hosts that a practice may be published on, as text.

In: a `Publication`. Out: the files for one host. Each module writes the language of one host; `facts` holds what is the
same for all of them: headers, how long a file may be kept, which addresses there are. Deliberately absent: secrets,
names of people, and anything that depends on the content of a site.
"""
