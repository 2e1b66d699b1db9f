"""Pages of sites: found through feeds, sitemaps and listings, fetched with good manners, archived."""
