"""Evidence in bulk: folders and zip files of agencies come in, and packs for the official application go out."""
